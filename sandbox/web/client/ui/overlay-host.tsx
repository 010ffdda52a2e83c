import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {type Overlay, overlay} from '../state/panels.ts';
import {EmojiPicker} from './emoji-picker.tsx';
import {Menu} from './menu.tsx';

/** Shows the open menu or picker and keeps it inside the window; Escape or a click elsewhere closes it. */
export function OverlayHost() {
  const current = overlay.value;
  return current ? <Floating current={current} /> : null;
}

const margin = 8;

function Floating({current}: {current: Overlay}) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({left: current.x, top: current.y});
  useLayoutEffect(() => {
    const {offsetWidth = 0, offsetHeight = 0} = box.current ?? {};
    const left = Math.min(current.x, innerWidth - offsetWidth - margin);
    const top = Math.min(current.y, innerHeight - offsetHeight - margin);
    setPlace({left: Math.max(margin, left), top: Math.max(margin, top)});
  }, [current]);
  useEffect(() => {
    const opener = document.activeElement;
    const onPointerDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node && box.current?.contains(event.target))) close();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    };
    addEventListener('pointerdown', onPointerDown);
    addEventListener('keydown', onKeyDown, true);
    addEventListener('resize', close);
    return () => {
      removeEventListener('pointerdown', onPointerDown);
      removeEventListener('keydown', onKeyDown, true);
      removeEventListener('resize', close);
      const isFocusLost = document.activeElement === document.body || document.activeElement === null;
      if (isFocusLost && opener instanceof HTMLElement) opener.focus({preventScroll: true});
    };
  }, [current]);
  return (
    <div ref={box} class="floating" style={{left: `${place.left}px`, top: `${place.top}px`}}>
      {current.kind === 'menu' ? (
        <Menu label={current.label} sections={current.sections} onDone={close} />
      ) : (
        <EmojiPicker
          onPick={(emoji) => {
            close();
            current.pick(emoji);
          }}
        />
      )}
    </div>
  );
}

function close(): void {
  overlay.value = undefined;
}
