import {defaultSettings, type RenderRecord} from '../../../nst/contract/protocol.ts';
import type {Words} from '../../words/words.ts';

/** How a picture was made, in one line. */
export function parameters(
  {settings, width, height, seconds, device, encoder}: RenderRecord,
  {job, commands}: Words,
): string {
  const {strength, styleScale, size, seed, quality, colors} = settings;
  return [
    job.strength(strength),
    ...(styleScale === defaultSettings.styleScale ? [] : [job.styleScale(styleScale)]),
    job.size(size, width, height),
    job.seed(seed),
    commands.stylize.quality[quality],
    commands.stylize.colors[colors],
    duration(seconds, job),
    job.paintedBy(encoder, device),
  ].join(' · ');
}

function duration(seconds: number, {seconds: inSeconds, minutes}: Words['job']): string {
  if (seconds < 100) return inSeconds(seconds);
  const whole = Math.round(seconds);
  return minutes(Math.floor(whole / 60), whole % 60);
}
