import {
  defaultSettings,
  type Quality,
  type RenderRecord,
  type RenderSettings,
} from '../../../nst/contract/protocol.ts';
import type {Words} from '../../words/words.ts';

/**
 * A finished picture's size and time in small print, and its settings where they differ from the usual ones. `noted`:
 * settings that another line tells already.
 */
export function caption(
  {settings, width, height, seconds}: RenderRecord,
  {noted, defaultQuality}: {noted: readonly (keyof RenderSettings)[]; defaultQuality: Quality},
  words: Words,
): string {
  const {job} = words;
  const own = unusual(settings, {noted, defaultQuality}, words);
  return `-# ${[job.pixels(width, height), durationOf(seconds, job), ...own].join(' · ')}`;
}

/** The settings that are not the usual ones, in words. */
export function unusual(
  settings: RenderSettings,
  {noted = [], defaultQuality}: {noted?: readonly (keyof RenderSettings)[]; defaultQuality: Quality},
  words: Words,
): string[] {
  const usual = {...defaultSettings, quality: defaultQuality};
  return (['strength', 'styleScale', 'quality', 'colors'] as const)
    .filter((name) => settings[name] !== usual[name] && !noted.includes(name))
    .map((name) => settingWords(settings, words)[name]);
}

/** Everything about how a picture was made. */
export function facts(
  {settings, width, height, seconds, device, encoder}: RenderRecord,
  words: Words,
): string {
  const {job} = words;
  const {strength, styleScale, quality, colors} = settingWords(settings, words);
  return [
    [strength, styleScale, quality, colors, job.seed(settings.seed)].join(' · '),
    [job.pixels(width, height), durationOf(seconds, job), job.paintedBy(encoder, device)].join(' · '),
  ].join('\n');
}

/** In whole seconds, at least one: for example `24 s` or `3 min 20 s`. */
export function durationOf(seconds: number, {seconds: inSeconds, minutes}: Words['job']): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 100) return inSeconds(whole);
  return minutes(Math.floor(whole / 60), whole % 60);
}

/** As people say how long something still takes: `8 s`, `45 s`, `3 min`. */
export function roughly(seconds: number, {seconds: inSeconds, wholeMinutes}: Words['job']): string {
  if (seconds >= 97.5) return wholeMinutes(Math.round(seconds / 60));
  if (seconds >= 20) return inSeconds(5 * Math.round(seconds / 5));
  return inSeconds(Math.max(1, Math.round(seconds)));
}

function settingWords({strength, styleScale, quality, colors}: RenderSettings, {job, commands}: Words) {
  return {
    strength: job.strength(strength),
    styleScale: job.styleScale(styleScale),
    quality: job.quality(commands.stylize.quality[quality]),
    colors: job.colors(commands.stylize.colors[colors]),
  };
}
