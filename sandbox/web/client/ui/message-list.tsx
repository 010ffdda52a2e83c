import {useComputed} from '@preact/signals';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import type {PageInteraction, Place} from '../../protocol.ts';
import {beginsDay, beginsGroup} from '../model/grouping.ts';
import {absoluteTime} from '../model/times.ts';
import {type Entry, locale, messagesOf, pending, viewerId} from '../state/session.ts';
import {Icon} from './icon.tsx';
import {Message} from './message.tsx';
import {PendingCommand} from './pending-command.tsx';
import {Welcome} from './welcome.tsx';

/** Somebody this close to the end, in pixels, still counts as reading along. */
const nearEnd = 120;

export function MessageList({place}: {place: Place}) {
  const entries = messagesOf(place.id).value;
  const commands = useComputed(() =>
    pending.value.filter(({kind, channelId}) => kind === 'command' && channelId === place.id),
  );
  const last = entries.at(-1);
  const {scroller, content, isAway, toEnd} = useReadingAlong(useOwnNews(place, last));
  const waiting = commands.value;
  return (
    <div class="messages">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable by keyboard */}
      <section ref={scroller} class="message-scroller" tabIndex={0} aria-label="Message history">
        <div ref={content} class="message-scroll-content">
          <Welcome place={place} isEmpty={entries.length === 0} />
          <ol class="message-items" aria-label="Messages" onKeyDown={walkMessages}>
            {entries.map((entry, index) => {
              const {message} = entry.content.peek();
              const before = entries[index - 1]?.content.peek().message;
              return [
                ...waiting.filter(({id}) => isOlder(before?.id, id) && isOlder(id, entry.id)).map(pendingRow),
                beginsDay(message, before) && (
                  <li key={`day ${entry.id}`} class="day-divider" aria-hidden="true">
                    <span>{absoluteTime(new Date(message.timestamp), 'D', locale.value)}</span>
                  </li>
                ),
                <Message
                  key={entry.id}
                  entry={entry}
                  place={place}
                  isFirstOfGroup={beginsGroup(message, before)}
                  isReachable={entry === last}
                />,
              ];
            })}
            {waiting.filter(({id}) => isOlder(last?.id, id)).map(pendingRow)}
          </ol>
        </div>
      </section>
      {isAway && (
        <button type="button" class="to-end" onClick={toEnd}>
          Jump to the newest <Icon name="down" size={16} />
        </button>
      )}
    </div>
  );
}

function pendingRow(interaction: PageInteraction) {
  return <PendingCommand key={interaction.id} interaction={interaction} />;
}

/** Compares ids, because they begin with the time. Undefined is older than every id. */
function isOlder(one: string | undefined, other: string): boolean {
  return one === undefined || BigInt(one) < BigInt(other);
}

/** The id of the newest thing the viewer has sent here: a command, a form, or the message at the end. */
function useOwnNews(place: Place, last: Entry | undefined): string | undefined {
  const sent = useComputed(
    () => pending.value.findLast(({kind, channelId}) => kind !== 'component' && channelId === place.id)?.id,
  );
  const isOwn = last?.content.peek().message.author.id === viewerId.value;
  return isOwn && !isOlder(last?.id, sent.value ?? '0') ? last?.id : sent.value;
}

/**
 * Keeps the end in view while somebody reads there; does not move the view of somebody who has scrolled up, until they
 * send something: then its answer comes at the end.
 */
function useReadingAlong(ownNews: string | undefined) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAway, setAway] = useState(false);
  const toEnd = (): void => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(toEnd, []);
  useLayoutEffect(() => {
    if (ownNews === undefined) return;
    follows.current = true;
    toEnd();
  }, [ownNews]);
  useEffect(() => {
    const box = scroller.current;
    if (!box || !content.current) return undefined;
    let lastTop = box.scrollTop;
    const onScroll = (): void => {
      // New content moves the end away too. Only somebody who scrolls up wants to stay where they are.
      if (box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd) follows.current = true;
      else if (box.scrollTop < lastTop) follows.current = false;
      lastTop = box.scrollTop;
      setAway(!follows.current);
    };
    const observer = new ResizeObserver(() => follows.current && toEnd());
    observer.observe(content.current);
    observer.observe(box);
    box.addEventListener('scroll', onScroll, {passive: true});
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);
  return {scroller, content, isAway, toEnd};
}

/** Up and down move the focus from message to message. */
function walkMessages(event: KeyboardEvent & {currentTarget: HTMLElement}): void {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const {target} = event;
  if (step === undefined || !(target instanceof HTMLElement) || !target.matches('.message')) return;
  const messages = [...event.currentTarget.querySelectorAll<HTMLElement>('.message')];
  const next = messages[messages.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
