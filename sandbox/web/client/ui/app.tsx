import {Composer} from '../composer/composer.tsx';
import {DropZone} from '../composer/drop-zone.tsx';
import {announcement} from '../state/announcer.ts';
import {isDrawerOpen, isInspectorOpen, isMemberListOpen} from '../state/panels.ts';
import {channelId, isConnected, place, viewerId} from '../state/session.ts';
import {ChannelHeader} from './channel-header.tsx';
import {FormDialog} from './form-dialog.tsx';
import {Inspector} from './inspector.tsx';
import {Lightbox} from './lightbox.tsx';
import {MemberList} from './member-list.tsx';
import {MessageList} from './message-list.tsx';
import {OverlayHost} from './overlay-host.tsx';
import {Sidebar} from './sidebar.tsx';
import {Toasts} from './toasts.tsx';
import {TypingLine} from './typing-line.tsx';

export function App() {
  if (!viewerId.value || !place.value) {
    return (
      <p class="connecting">{isConnected.value ? 'Nothing to see yet.' : 'Connecting to the sandbox…'}</p>
    );
  }
  const here = `${viewerId.value}/${channelId.value}`;
  return (
    <div class="app" data-drawer={isDrawerOpen.value ? 'open' : 'closed'}>
      <Sidebar />
      {isDrawerOpen.value && (
        <button type="button" class="drawer-shade" aria-label="Close channels" onClick={closeDrawer} />
      )}
      <div class="chat">
        <ChannelHeader place={place.value} />
        {!isConnected.value && (
          <p class="banner" role="status">
            The sandbox does not answer. Trying again…
          </p>
        )}
        <div class="chat-columns">
          <main class="chat-main" aria-label={`Messages in ${place.value.name}`}>
            <MessageList key={here} place={place.value} />
            <Composer key={`composer ${here}`} place={place.value} />
            <TypingLine channelId={channelId.value} />
          </main>
          {isInspectorOpen.value ? <Inspector /> : isMemberListOpen.value && <MemberList />}
        </div>
      </div>
      <DropZone />
      <OverlayHost />
      <FormDialog />
      <Lightbox />
      <Toasts />
      <div class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </div>
  );
}

function closeDrawer(): void {
  isDrawerOpen.value = false;
}
