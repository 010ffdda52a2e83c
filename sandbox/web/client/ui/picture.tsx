import {useState} from 'preact/hooks';
import {fitInside} from '../model/sizes.ts';
import {enlarged} from '../state/panels.ts';
import {localUrl, SteadyImage} from './steady-image.tsx';

export interface PictureSource {
  url: string;
  width?: number | null | undefined;
  height?: number | null | undefined;
  description?: string | null | undefined;
}

interface PictureProps {
  picture: PictureSource;
  isSpoiler?: boolean;
  /** Largest box the picture may fill, in pixels; without one it fills its parent. */
  most?: {width: number; height: number};
}

/** A picture in a message. A click enlarges it; if it is a spoiler, the first click reveals it. */
export function Picture({picture, isSpoiler = false, most}: PictureProps) {
  const [isRevealed, setRevealed] = useState(false);
  const {width, height} = picture;
  const isHidden = isSpoiler && !isRevealed;
  const box = most && width && height ? fitInside({width, height}, most) : undefined;
  const description = picture.description ?? '';
  return (
    <button
      type="button"
      class="picture"
      data-hidden={isHidden}
      aria-label={isHidden ? 'Spoiler, show the picture' : `Enlarge: ${description || 'picture'}`}
      style={box ? {width: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}`} : {}}
      onClick={() => {
        if (isHidden) setRevealed(true);
        else enlarged.value = {url: localUrl(picture.url), description};
      }}
    >
      <SteadyImage url={picture.url} alt={description} width={box?.width} height={box?.height} />
      {isHidden && <span class="spoiler-badge">Spoiler</span>}
    </button>
  );
}
