import type {Place} from '../../protocol.ts';
import {addFiles, startCommand} from '../composer/draft.ts';
import {offeredCommands, takesFile} from '../model/commands.ts';
import {placeGlyph, placeTitle} from '../model/place-names.ts';
import {toast} from '../state/act.ts';
import {guild, hasSample, locale} from '../state/session.ts';
import {Icon} from './icon.tsx';

const introductions: Record<Place['kind'], string> = {
  text: 'A channel in a Discord that exists only on this machine. The bot in it is the real one.',
  dm: 'Your direct messages with the bot. Nobody else can read them.',
  group: 'A chat among people. No bot can join it, but you can use the apps you installed.',
};

const uninvited =
  'A server that has not invited the bot. You can still use its commands, because you installed the app yourself.';

/** The beginning of every channel; while it is empty, it tells newcomers how to start. */
export function Welcome({place, isEmpty}: {place: Place; isEmpty: boolean}) {
  const commands = offeredCommands(place.commands, locale.value);
  return (
    <section class="welcome">
      <span class="welcome-glyph">
        <Icon name={placeGlyph(place)} size={40} />
      </span>
      <h2>{place.memberIds ? place.name : `Welcome to ${placeTitle(place)}`}</h2>
      <p>{guild.value?.hasBot === false ? uninvited : introductions[place.kind]}</p>
      {isEmpty && commands.length > 0 && (
        <div class="welcome-ways">
          <p>
            Drop a photo anywhere on this page, or press <kbd>/</kbd> to see what the bot can do.
          </p>
          {hasSample.value && (
            <button type="button" class="button button-primary" onClick={() => void trySample(place)}>
              <Icon name="image" size={18} /> Try it with a photo of a bridge
            </button>
          )}
        </div>
      )}
    </section>
  );
}

async function trySample(place: Place): Promise<void> {
  const response = await fetch('/web/api/sample').catch(() => undefined);
  if (!response?.ok) {
    toast('The photo could not be loaded');
    return;
  }
  addFiles([new File([await response.blob()], 'bridge.jpg', {type: 'image/jpeg'})]);
  const command = offeredCommands(place.commands, locale.value).find(takesFile);
  if (command) startCommand(command);
}
