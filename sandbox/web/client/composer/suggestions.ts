/** Suggestions for an option: its choices, people, channels, or what the bot offers for the letters typed so far. */
import {
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import {useEffect, useState} from 'preact/hooks';
import type {OptionInput, Place} from '../../protocol.ts';
import {act} from '../state/act.ts';
import {locale, people, places} from '../state/session.ts';
import {commandDraft, type Filling} from './draft.ts';
import {readFilling} from './read-filling.ts';

export type Suggestions =
  | {state: 'none'}
  | {state: 'loading'}
  | {state: 'failed'}
  /** `isStale`: the choices are for earlier letters; those for the current letters are on their way. */
  | {state: 'ready'; choices: readonly APIApplicationCommandOptionChoice[]; isStale: boolean};

/** Keystrokes closer together than this make one request to the bot. */
const typingPauseMs = 120;

const nothing: Suggestions = {state: 'none'};
const loading: Suggestions = {state: 'loading'};

/** `filling`: the option with the focus, if any. */
export function useSuggestions(place: Place, filling: Filling | undefined): Suggestions {
  const [asked, setAsked] = useState<{about: string; text: string; answer: Suggestions}>();
  const about = filling?.option.name;
  const asksBot = filling && 'autocomplete' in filling.option && filling.option.autocomplete === true;
  useEffect(() => {
    if (!asksBot) return undefined;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const answer = await ask(place, filling).catch((): Suggestions => ({state: 'failed'}));
      if (isCurrent) setAsked({about: filling.option.name, text: filling.text, answer});
    }, typingPauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [about, filling?.text]);
  if (!filling) return nothing;
  if (asksBot) {
    if (!asked || asked.about !== about) return loading;
    const {answer, text} = asked;
    return answer.state === 'ready' ? {...answer, isStale: text !== filling.text} : answer;
  }
  const choices = knownChoices(filling)?.filter((choice) => fits(choice, filling));
  return choices ? {state: 'ready', choices, isStale: false} : nothing;
}

async function ask(place: Place, filling: Filling): Promise<Suggestions> {
  const draft = commandDraft.value;
  if (!draft) return nothing;
  const options: Record<string, OptionInput> = {};
  for (const other of draft.fillings) {
    const reading = readFilling(other);
    if ('value' in reading && other.option.name !== filling.option.name) {
      options[other.option.name] = reading.value as OptionInput;
    }
  }
  const focused = filling.option.name;
  options[focused] = filling.text;
  const {choices = []} = await act({
    do: 'autocomplete',
    channel: place.id,
    name: draft.command.name,
    options,
    focused,
  });
  return {state: 'ready', choices, isStale: false};
}

function knownChoices({option}: Filling): APIApplicationCommandOptionChoice[] | undefined {
  switch (option.type) {
    case Type.Boolean:
      return [
        {name: 'True', value: 'true'},
        {name: 'False', value: 'false'},
      ];
    case Type.User:
    case Type.Mentionable:
      return people.value.map(({id, name}) => ({name, value: id}));
    case Type.Channel:
      return places.value
        .filter(({memberIds}) => !memberIds)
        .map(({id, name}) => ({name: `#${name}`, value: id}));
    default:
      return 'choices' in option && option.choices?.length ? option.choices : undefined;
  }
}

/** Every candidate fits until something is typed, and again once one is picked. */
function fits(candidate: APIApplicationCommandOptionChoice, {text, choice}: Filling): boolean {
  return choice !== undefined || choiceName(candidate).toLowerCase().includes(text.trim().toLowerCase());
}

export function choiceName({name, name_localizations: names}: APIApplicationCommandOptionChoice): string {
  const found = Object.entries(names ?? {}).find(([language]) => language === locale.value)?.[1];
  return found ?? name;
}
