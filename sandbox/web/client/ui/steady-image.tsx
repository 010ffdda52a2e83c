import {useEffect, useState} from 'preact/hooks';
import {origin} from '../state/session.ts';

interface SteadyImageProps {
  url: string;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
}

/**
 * A picture that stays until the next one has loaded, so that a painting grows instead of blinking. Every event brings
 * newly signed URLs, so only the path tells whether the picture is another one.
 */
export function SteadyImage({url, alt, width, height}: SteadyImageProps) {
  const [shown, setShown] = useState(url);
  useEffect(() => {
    if (pathOf(url) === pathOf(shown)) return undefined;
    let isCurrent = true;
    const next = new Image();
    next.src = localUrl(url);
    next
      .decode()
      // If it cannot be decoded, show it anyway, as a broken picture.
      .catch(() => undefined)
      .then(() => isCurrent && setShown(url));
    return () => {
      isCurrent = false;
    };
  }, [url]);
  return <img src={localUrl(shown)} alt={alt} width={width} height={height} draggable={false} />;
}

/** The URL under the page's own address; empty for other hosts, because the page talks only to its own. */
export function localUrl(url: string): string {
  return url.startsWith(`${origin.value}/`) ? url.slice(origin.value.length) : '';
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/, '');
}
