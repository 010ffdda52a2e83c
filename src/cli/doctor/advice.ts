/** Suggests from the doctor's findings how to paint faster or better. */
import {graphicsCards, type Machine, nvidiaDriver, vulkanDrivers} from '../../nst/devices/survey.ts';
import {typed} from '../../system/own-program.ts';
import type {Report} from './findings.ts';

/** Vendors on the PCI bus (pci-ids.ucw.cz). */
const vendors = {nvidia: '0x10de', amd: '0x1002', intel: '0x8086'} as const;

/** Memory that VGG19 needs at 512 px, roughly. */
const comfortableMb = 3000;

export function adviceFor(
  {
    devices,
    choice,
    weights,
    system,
    discord,
  }: Pick<Report, 'devices' | 'choice' | 'weights' | 'system' | 'discord'>,
  machine: Machine,
): string[] {
  const cards = graphicsCards(machine);
  const has = (vendor: keyof typeof vendors): boolean =>
    cards.some((card) => card.startsWith(vendors[vendor]));
  const works = (name: string): boolean =>
    devices.some(({device, state}) => device === name && state === 'works');
  const hasDriver = nvidiaDriver(machine) !== undefined;
  const advice: string[] = [];

  if (machine.platform === 'linux') {
    if (has('nvidia') && !hasDriver)
      advice.push(
        `There is an NVIDIA card but no driver for it: install the driver, then run ${typed('install-cuda')}.`,
      );
    if (hasDriver && machine.arch === 'x64' && !works('cuda'))
      advice.push(`An NVIDIA card is fastest with cuda: run ${typed('install-cuda')} (docs/devices.md).`);
    if ((has('amd') || has('intel')) && vulkanDrivers(machine).length === 0)
      advice.push(
        'There is a graphics card but no Vulkan driver, which webgpu needs (Debian: apt-get install mesa-vulkan-drivers).',
      );
    const node = machine.list('/dev/dri').find((name) => name.startsWith('renderD'));
    if (node && !machine.canUse(`/dev/dri/${node}`))
      advice.push('This user may not use the graphics card: add it to the groups render and video.');
  }
  if (choice.device === 'cpu' && cards.length === 0 && !hasDriver && machine.platform === 'linux')
    advice.push(
      'No graphics card was found. If this is a container, pass the card to it (docker run --gpus all).',
    );
  if (!weights.vgg19)
    advice.push(
      `VGG19 is missing, so only the bundled encoder is used. ${typed('weights')} fetches VGG19 (80 MB).`,
    );
  else if (system.memoryMb < comfortableMb && choice.device === 'cpu')
    advice.push(`With ${system.memoryMb} MiB of memory, WEIGHTS=bundled or MAX_SIZE=512 is the safe choice.`);
  advice.push(...shardAdvice(discord));
  return advice;
}

/** More shards than recommended do no harm. Too few serve until Discord refuses them, at 2,500 servers a shard. */
function shardAdvice({shards}: Report['discord']): string[] {
  if (!shards || shards.set === 'auto' || shards.set.count >= shards.advised) return [];
  return [
    `SHARDS says ${shards.set.count} in all, and Discord recommends ${shards.advised}: take SHARDS=auto, or a larger number in every process (docs/fleet.md).`,
  ];
}
