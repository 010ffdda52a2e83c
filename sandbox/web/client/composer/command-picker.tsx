import {labelOf, type OfferedCommand} from '../model/commands.ts';
import {botId, locale, personName} from '../state/session.ts';
import {Avatar} from '../ui/avatar.tsx';
import {Listbox} from './listbox.tsx';

interface PickerProps {
  id: string;
  commands: readonly OfferedCommand[];
  active: number;
  onPoint: (index: number) => void;
  onPick: (command: OfferedCommand) => void;
}

/** Lists the commands that match the text after the `/`. */
export function CommandPicker({id, commands, active, onPoint, onPick}: PickerProps) {
  const bot = botId.value;
  return (
    <div class="popup">
      <p class="popup-title">
        <Avatar id={bot} name={personName(bot)} size={16} /> {personName(bot)}
      </p>
      <Listbox
        id={id}
        label="Commands"
        active={active}
        onPoint={onPoint}
        onPick={(index) => commands[index] && onPick(commands[index])}
        items={commands.map(({name, label, description, options}) => ({
          key: name,
          content: (
            <>
              <span class="command-name">
                /{label}
                {options
                  .filter(({required}) => required)
                  .map((option) => (
                    <span key={option.name} class="command-option">
                      {labelOf(option, locale.value)}
                    </span>
                  ))}
              </span>
              <small>{description}</small>
            </>
          ),
        }))}
      />
      {commands.length === 0 && <p class="popup-note">No command with that name here.</p>}
    </div>
  );
}
