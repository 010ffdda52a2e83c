import {useRef} from 'preact/hooks';
import {attempt} from '../state/act.ts';
import {type MenuItem, overlay} from '../state/panels.ts';
import {people, viewer} from '../state/session.ts';
import {actAs} from '../state/stream.ts';
import {nextTheme, theme} from '../state/theme.ts';
import {Avatar} from './avatar.tsx';
import {Icon} from './icon.tsx';

const themeIcons = {auto: 'auto', light: 'sun', dark: 'moon'};
const themeNames = {auto: 'same as the system', light: 'light', dark: 'dark'};

/** Shows who the viewer is; switches user and theme. */
export function UserPanel() {
  const invitation = useRef<HTMLDialogElement>(null);
  const me = viewer.value;
  if (!me) return null;
  return (
    <section class="user-panel" aria-label="You">
      <button
        type="button"
        class="user-button"
        aria-haspopup="menu"
        aria-label={`You are ${me.name}. Switch user`}
        onClick={(event) => openSwitcher(event.currentTarget, () => invitation.current?.showModal())}
      >
        <span class="avatar-online">
          <Avatar id={me.id} name={me.name} size={32} />
        </span>
        <span class="user-names">
          <strong>{me.name}</strong>
          <small>{me.moderator ? 'Moderator' : 'Online'}</small>
        </span>
        <Icon name="chevron" size={16} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Theme: ${themeNames[theme.value]}`}
        title={`Theme: ${themeNames[theme.value]}`}
        onClick={nextTheme}
      >
        <Icon name={themeIcons[theme.value]} />
      </button>
      <dialog ref={invitation} class="dialog" aria-label="Invite somebody">
        <form
          method="dialog"
          onSubmit={(event) => void invite(new FormData(event.currentTarget), event.currentTarget)}
        >
          <h2>Invite somebody</h2>
          <p>They join every server of this sandbox, and you can act as them.</p>
          <label class="field">
            Username
            <input
              name="username"
              required
              minLength={2}
              maxLength={32}
              pattern="[a-z0-9_.]+"
              autocomplete="off"
            />
            <small>Lower-case letters, digits, underscores and dots</small>
          </label>
          <div class="dialog-buttons">
            <button type="button" class="button button-plain" onClick={() => invitation.current?.close()}>
              Cancel
            </button>
            <button type="submit" class="button button-primary">
              Invite
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}

function openSwitcher(button: Element, onInvite: () => void): void {
  const {left, top} = button.getBoundingClientRect();
  const persons = people.value.filter(({playable}) => playable);
  const items: MenuItem[] = persons.map(({id, name, moderator}) => ({
    label: moderator ? `${name} (moderator)` : name,
    isChecked: id === viewer.value?.id,
    run: () => actAs(id),
  }));
  const add: MenuItem = {label: 'Invite somebody…', icon: 'plus', run: onInvite};
  overlay.value = {kind: 'menu', label: 'Act as', x: left, y: top - 8, sections: [items, [add]]};
}

async function invite(data: FormData, form: HTMLFormElement): Promise<void> {
  const answer = await attempt({do: 'invite', username: String(data.get('username'))});
  form.reset();
  if (answer?.userId) actAs(answer.userId);
}
