import {type OfferedCommand, takesFile} from '../model/commands.ts';
import {fileSize} from '../model/sizes.ts';
import {Icon} from '../ui/icon.tsx';
import {removeFile, startCommand} from './draft.ts';
import {FilePreview} from './file-preview.tsx';

/** Files waiting to be sent, and the commands that could take them. */
export function FileTray({files, commands}: {files: readonly File[]; commands: readonly OfferedCommand[]}) {
  const takers = commands.filter(takesFile);
  return (
    <div class="file-tray">
      <ul class="file-cards">
        {files.map((file) => (
          <li key={file} class="file-card">
            <FilePreview file={file} />
            <span class="file-name">{file.name}</span>
            <small>{fileSize(file.size)}</small>
            <button
              type="button"
              class="icon-button file-remove"
              aria-label={`Remove ${file.name}`}
              onClick={() => removeFile(file)}
            >
              <Icon name="trash" size={16} />
            </button>
          </li>
        ))}
      </ul>
      {takers.length > 0 && (
        <p class="file-takers">
          Use it with
          {takers.map((command) => (
            <button key={command.name} type="button" class="chip" onClick={() => startCommand(command)}>
              /{command.label}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
