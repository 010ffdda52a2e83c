import {useEffect, useRef} from 'preact/hooks';
import {enlarged} from '../state/panels.ts';
import {Icon} from './icon.tsx';

/** Shows one picture as large as the window allows. */
export function Lightbox() {
  const dialog = useRef<HTMLDialogElement>(null);
  const picture = enlarged.value;
  useEffect(() => {
    if (picture) dialog.current?.showModal();
  }, [picture]);
  if (!picture) return null;
  const close = (): void => dialog.current?.close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape and the button close it as well
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={picture.description || 'Picture'}
      onClick={(event) => event.target === event.currentTarget && close()}
      onClose={() => {
        enlarged.value = undefined;
      }}
    >
      <img src={picture.url} alt={picture.description} />
      <p>
        <a href={picture.url} target="_blank" rel="noreferrer">
          Open in a new tab
        </a>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </p>
    </dialog>
  );
}
