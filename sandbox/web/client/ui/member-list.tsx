import type {Person} from '../../protocol.ts';
import {guild, people, place, viewerId} from '../state/session.ts';
import {Avatar} from './avatar.tsx';
import {AppBadge} from './message-author.tsx';

export function MemberList() {
  const ids = place.value?.memberIds ?? guild.value?.memberIds ?? [];
  const members = people.value.filter(({id}) => ids.includes(id));
  return (
    <aside class="member-list" aria-label="Members">
      <MemberGroup title="Apps" members={members.filter(({bot}) => bot)} />
      <MemberGroup title="Online" members={members.filter(({bot}) => !bot)} />
    </aside>
  );
}

function MemberGroup({title, members}: {title: string; members: readonly Person[]}) {
  if (members.length === 0) return null;
  return (
    <>
      <h2>
        {title} — {members.length}
      </h2>
      <ul>
        {members.map(({id, name, bot}) => (
          <li key={id}>
            <span class="avatar-online">
              <Avatar id={id} name={name} size={32} />
            </span>
            {name}
            {bot && <AppBadge />}
            {id === viewerId.value && <small>you</small>}
          </li>
        ))}
      </ul>
    </>
  );
}
