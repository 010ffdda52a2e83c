import {useEffect, useState} from 'preact/hooks';
import {origin} from '../state/session.ts';

interface SteadyImageProps {
  url: string;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
}

/**
 * A picture that stays until its successor has arrived, so that a painting grows instead of blinking. URLs are signed
 * anew with every event; the path alone says whether it is another picture.
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
      // An undecodable one is shown too: as the broken picture it is.
      .catch(() => undefined)
      .then(() => isCurrent && setShown(url));
    return () => {
      isCurrent = false;
    };
  }, [url]);
  return <img src={localUrl(shown)} alt={alt} width={width} height={height} draggable={false} />;
}

/** Below the address the page was opened by; addresses of others are left out, for the page talks to nobody else. */
export function localUrl(url: string): string {
  return url.startsWith(`${origin.value}/`) ? url.slice(origin.value.length) : '';
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/, '');
}
