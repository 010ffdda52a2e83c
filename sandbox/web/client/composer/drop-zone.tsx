import {useEffect, useState} from 'preact/hooks';
import {toast} from '../state/act.ts';
import {place} from '../state/session.ts';
import {Icon} from '../ui/icon.tsx';
import {addFiles, commandDraft} from './draft.ts';

/** Lets the whole page take files, dropped anywhere or pasted. */
export function DropZone() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      // A file card of the command has already taken it.
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      take([...(event.dataTransfer?.files ?? [])]);
    };
    const onPaste = (event: ClipboardEvent): void => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      const isElsewhere = event.target instanceof Element && event.target.closest('dialog');
      if (pasted.length === 0 || isElsewhere) return;
      event.preventDefault();
      take(pasted);
    };
    addEventListener('dragenter', onEnter);
    addEventListener('dragleave', onLeave);
    addEventListener('dragover', onOver);
    addEventListener('drop', onDrop);
    addEventListener('paste', onPaste);
    return () => {
      removeEventListener('dragenter', onEnter);
      removeEventListener('dragleave', onLeave);
      removeEventListener('dragover', onOver);
      removeEventListener('drop', onDrop);
      removeEventListener('paste', onPaste);
    };
  }, []);
  if (!isOver) return null;
  const command = commandDraft.value?.command.label;
  return (
    <div class="drop-zone" aria-hidden="true">
      <div>
        <Icon name="image" size={56} />
        <strong>
          {command ? `Use with /${command}` : `Upload to ${place.value?.name ?? 'the channel'}`}
        </strong>
      </div>
    </div>
  );
}

function take(files: readonly File[]): void {
  const command = commandDraft.value?.command.label;
  if (addFiles(files) > 0)
    toast(command ? `/${command} takes no more files` : 'A message takes at most ten files');
}
