import {useEffect, useRef} from 'preact/hooks';
import type {Place} from '../../protocol.ts';
import {CommandLine} from './command-line.tsx';
import {clearDraft, commandDraft} from './draft.ts';
import {TextLine} from './text-line.tsx';

/** Where the viewer writes: plain text, or a command. */
export function Composer({place}: {place: Place}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => clearDraft, []);
  const draft = commandDraft.value;
  return (
    <div ref={box} class="composer">
      {draft ? (
        <CommandLine key={draft.command.name} draft={draft} place={place} />
      ) : (
        <TextLine place={place} />
      )}
    </div>
  );
}
