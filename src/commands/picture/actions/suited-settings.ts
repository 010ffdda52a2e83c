import {defaultSettings, type RenderSettings} from '../../../nst/contract/protocol.ts';
import type {StylePreset} from '../../../styles/style-catalogue.ts';

type Suited = StylePreset['defaults'];

/**
 * Settings for another painting: values that came from the old painting's defaults change to the new one's; values that
 * somebody chose stay.
 * @param before defaults of the old painting, if still known
 */
export function resuit(settings: RenderSettings, before: Suited = {}, after: Suited = {}): RenderSettings {
  const pick = <Key extends keyof Suited>(key: Key): RenderSettings[Key] =>
    settings[key] === (before[key] ?? defaultSettings[key])
      ? ((after[key] ?? defaultSettings[key]) as RenderSettings[Key])
      : settings[key];
  return {
    ...settings,
    strength: pick('strength'),
    styleScale: pick('styleScale'),
    colors: pick('colors'),
  };
}
