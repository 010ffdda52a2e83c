/** Opens the browser's file dialog. Resolves with an empty list if it is closed without a choice. */
export function chooseFiles(options: {isMultiple: boolean}): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = options.isMultiple;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
