import iconUrl from '../icon.svg';
import {hueOf} from '../model/colors.ts';
import {botId} from '../state/session.ts';

export function Avatar({id, name, size = 40}: {id: string; name: string; size?: number}) {
  const style = {'--size': `${size}px`, '--hue': hueOf(id)};
  if (id === botId.value) {
    return <img class="avatar" src={iconUrl} alt="" style={style} draggable={false} />;
  }
  return (
    <span class="avatar avatar-letter" style={style} aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  );
}
