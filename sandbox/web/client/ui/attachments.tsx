import {type APIAttachment, AttachmentFlags} from 'discord-api-types/v10';
import {fileSize} from '../model/sizes.ts';
import {Icon} from './icon.tsx';
import {Picture} from './picture.tsx';
import {localUrl} from './steady-image.tsx';

/** The box in which Discord shows a single picture, in pixels. */
const single = {width: 550, height: 350};

export function Attachments({attachments}: {attachments: readonly APIAttachment[]}) {
  const pictures = attachments.filter(isPicture);
  const others = attachments.filter((attachment) => !isPicture(attachment));
  return (
    <>
      {pictures.length > 0 && (
        <div class="pictures" data-count={Math.min(pictures.length, 4)}>
          {pictures.map((attachment, index) => (
            <Picture
              // A painting's frames replace each other in the same place.
              key={index}
              picture={attachment}
              isSpoiler={isSpoiler(attachment)}
              {...(pictures.length === 1 && {most: single})}
            />
          ))}
        </div>
      )}
      {others.map((attachment) => (
        <FileLine
          key={attachment.id}
          name={attachment.filename}
          size={attachment.size}
          url={attachment.url}
        />
      ))}
    </>
  );
}

export function FileLine({name, size, url}: {name: string; size: number | null | undefined; url: string}) {
  return (
    <a class="file-line" href={localUrl(url)} download={name} target="_blank" rel="noreferrer">
      <Icon name="file" size={28} />
      <span>
        <span class="file-name">{name}</span>
        {size !== null && size !== undefined && <small>{fileSize(size)}</small>}
      </span>
    </a>
  );
}

function isPicture({content_type: type, width}: APIAttachment): boolean {
  return Boolean(type?.startsWith('image/') && type !== 'image/svg+xml' && width);
}

function isSpoiler({flags, filename}: APIAttachment): boolean {
  return ((flags ?? 0) & AttachmentFlags.IsSpoiler) !== 0 || filename.startsWith('SPOILER_');
}
