import {useEffect, useRef, useState} from 'preact/hooks';
import {emojiList} from '../model/emoji-list.ts';

const columns = 7;

export function EmojiPicker({onPick}: {onPick: (emoji: string) => void}) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => input.current?.focus(), []);
  const found = emojiList.filter(
    ([emoji, name]) => name.includes(text.toLowerCase()) || emoji === text.trim(),
  );
  const move = (event: KeyboardEvent): void => {
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(grid.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const next = buttons.indexOf(document.activeElement as HTMLElement) + step;
    if (next < 0) input.current?.focus();
    else buttons[Math.min(next, buttons.length - 1)]?.focus();
  };
  return (
    <div class="emoji-picker" role="dialog" aria-label="Add a reaction">
      <input
        ref={input}
        type="search"
        placeholder="Find an emoji"
        aria-label="Find an emoji"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found[0]) onPick(found[0][0]);
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            grid.current?.querySelector('button')?.focus();
          }
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: moves the focus between the buttons inside */}
      <div ref={grid} class="emoji-grid" onKeyDown={move}>
        {found.map(([emoji, name]) => (
          <button key={emoji} type="button" aria-label={name} title={name} onClick={() => onPick(emoji)}>
            {emoji}
          </button>
        ))}
        {found.length === 0 && <p>No emoji with that name.</p>}
      </div>
    </div>
  );
}
