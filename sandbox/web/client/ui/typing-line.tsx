import {personName, typing} from '../state/session.ts';

export function TypingLine({channelId}: {channelId: string}) {
  const names = [...(typing.value.get(channelId)?.keys() ?? [])].map(personName);
  return (
    <p class="typing-line">
      {names.length > 0 && (
        <>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <strong>{names.join(', ')}</strong> {names.length > 1 ? 'are' : 'is'} typing…
        </>
      )}
    </p>
  );
}
