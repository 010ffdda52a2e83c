import {useLayoutEffect, useRef, useState} from 'preact/hooks';
import type {TrafficEntry} from '../../../traffic-entry.ts';
import {fitsSearch, isHeartbeat, readable, type TrafficKind, titleOf} from '../model/traffic.ts';
import {isInspectorOpen} from '../state/panels.ts';
import {traffic} from '../state/session.ts';
import {Icon} from './icon.tsx';

const kinds: readonly {kind: TrafficKind; label: string}[] = [
  {kind: 'rest', label: 'REST'},
  {kind: 'gateway', label: 'Gateway'},
  {kind: 'note', label: 'Notes'},
];

/** How many rows are drawn; searching finds older ones. */
const maxRows = 400;

/** Shows every REST call and gateway event between the bot and this Discord. */
export function Inspector() {
  const [hidden, setHidden] = useState<readonly TrafficKind[]>([]);
  const [search, setSearch] = useState('');
  const [paused, setPaused] = useState<readonly TrafficEntry[] | undefined>();
  const list = useRef<HTMLOListElement>(null);
  const entries = (paused ?? traffic.value)
    .filter((entry) => !isHeartbeat(entry) && !hidden.includes(entry.kind) && fitsSearch(entry, search))
    .slice(-maxRows);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (list.current && follows.current) list.current.scrollTop = list.current.scrollHeight;
  }, [entries.length, entries.at(-1)]);
  return (
    <aside class="inspector" aria-label="Inspector">
      <header>
        <h2>Inspector</h2>
        <button
          type="button"
          class="chip"
          aria-pressed={paused !== undefined}
          onClick={() => setPaused(paused ? undefined : traffic.value)}
        >
          {paused ? 'Go on' : 'Pause'}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Close inspector"
          onClick={() => (isInspectorOpen.value = false)}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="inspector-filters">
        <input
          type="search"
          placeholder="Search routes, events, bodies"
          aria-label="Search the traffic"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        {kinds.map(({kind, label}) => (
          <button
            key={kind}
            type="button"
            class="chip"
            aria-pressed={!hidden.includes(kind)}
            onClick={() =>
              setHidden(hidden.includes(kind) ? hidden.filter((other) => other !== kind) : [...hidden, kind])
            }
          >
            {label}
          </button>
        ))}
      </div>
      <ol
        ref={list}
        class="traffic"
        aria-label="Traffic, oldest first"
        onScroll={({currentTarget: box}) => {
          follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
        }}
      >
        {entries.map((entry) => (
          <TrafficRow key={keyOf(entry)} entry={entry} />
        ))}
      </ol>
      {entries.length === 0 && <p class="traffic-empty">Nothing here yet.</p>}
    </aside>
  );
}

function TrafficRow({entry}: {entry: TrafficEntry}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li
      class="traffic-entry"
      data-kind={entry.kind}
      data-failed={entry.kind === 'rest' && entry.status >= 400}
    >
      <button type="button" class="traffic-line" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="traffic-tag">{tagOf(entry)}</span>
        <span class="traffic-title" title={titleOf(entry)}>
          {titleOf(entry)}
        </span>
        {entry.kind === 'rest' && <span class="traffic-status">{entry.status}</span>}
        <time>{new Date(entry.at).toISOString().slice(14, 23)}</time>
      </button>
      {isOpen && <Details entry={entry} />}
    </li>
  );
}

function Details({entry}: {entry: TrafficEntry}) {
  switch (entry.kind) {
    case 'rest':
      return (
        <div class="traffic-details">
          <p>
            <code>
              {entry.method} {entry.path}
            </code>{' '}
            · {entry.durationMs} ms
          </p>
          {entry.request && <Body title="Request" text={entry.request} />}
          {entry.response && <Body title="Answer" text={entry.response} />}
        </div>
      );
    case 'gateway':
      return (
        <div class="traffic-details">
          <p>
            {entry.direction === 'sent' ? 'To the bot' : 'From the bot'} · op {entry.op}
            {entry.sequence !== undefined && ` · sequence ${entry.sequence}`}
          </p>
          <Body title="Data" text={entry.data} />
        </div>
      );
    case 'note':
      return <p class="traffic-details">{entry.text}</p>;
  }
}

function Body({title, text}: {title: string; text: string}) {
  return (
    <>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable by keyboard */}
      <pre tabIndex={0}>{readable(text)}</pre>
    </>
  );
}

function tagOf(entry: TrafficEntry): string {
  if (entry.kind === 'rest') return entry.method;
  if (entry.kind === 'note') return 'note';
  return entry.direction === 'sent' ? '↓ event' : '↑ bot';
}

const keys = new WeakMap<TrafficEntry, number>();
let lastKey = 0;

/** Entries have no id, so each object keeps the number it was first drawn with. */
function keyOf(entry: TrafficEntry): number {
  let key = keys.get(entry);
  if (key === undefined) {
    lastKey += 1;
    key = lastKey;
    keys.set(entry, key);
  }
  return key;
}
