/** What an operator could do to paint faster or better, from what the doctor found. */
import {graphicsCards, type Machine, nvidiaDriver, vulkanDrivers} from '../../nst/devices/survey.ts';
import type {Report} from './findings.ts';

/** Vendors on the PCI bus (pci-ids.ucw.cz). */
const vendors = {nvidia: '0x10de', amd: '0x1002', intel: '0x8086'} as const;

/** About what VGG19 takes at 512 px. */
const comfortableMb = 3000;

export function adviceFor(
  {devices, choice, weights, system}: Pick<Report, 'devices' | 'choice' | 'weights' | 'system'>,
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
        'There is an NVIDIA card without its driver: install the driver, then npm run install:cuda.',
      );
    if (hasDriver && machine.arch === 'x64' && !works('cuda'))
      advice.push('The fastest device of an NVIDIA card is cuda: npm run install:cuda (docs/devices.md).');
    if ((has('amd') || has('intel')) && vulkanDrivers(machine).length === 0)
      advice.push(
        'A graphics card is there without a Vulkan driver; webgpu needs one (Debian: apt-get install mesa-vulkan-drivers).',
      );
    const node = machine.list('/dev/dri').find((name) => name.startsWith('renderD'));
    if (node && !machine.canUse(`/dev/dri/${node}`))
      advice.push('This user may not use the graphics card: add it to the groups render and video.');
  }
  if (choice.device === 'cpu' && cards.length === 0 && !hasDriver && machine.platform === 'linux')
    advice.push(
      'No graphics card is to be seen here. In a container it has to be passed in (docker run --gpus all).',
    );
  if (!weights.vgg19)
    advice.push('VGG19 is not here: the bundled encoder paints alone. npm run weights fetches it (80 MB).');
  else if (system.memoryMb < comfortableMb && choice.device === 'cpu')
    advice.push(`With ${system.memoryMb} MiB of memory, WEIGHTS=bundled or MAX_SIZE=512 is the safe choice.`);
  return advice;
}
