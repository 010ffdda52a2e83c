import {dismissToast, toasts} from '../state/act.ts';
import {Icon} from './icon.tsx';

export function Toasts() {
  return (
    <div class="toasts" role="alert">
      {toasts.value.map(({id, text}) => (
        <p key={id} class="toast">
          {text}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismissToast(id)}>
            <Icon name="close" size={16} />
          </button>
        </p>
      ))}
    </div>
  );
}
