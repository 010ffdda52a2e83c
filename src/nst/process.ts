/**
 * The render process: it owns the engine and paints one picture at a time for the process that forked it. Network
 * runs block this process, never the bot's. protocol.ts types the messages.
 */
import {getPriority, setPriority} from 'node:os';
import {endWithParent, ignoreSignals, tellParent} from '../system/child/child-side.ts';
import {requireNatives} from '../system/native-library.ts';
import {useProxies} from '../system/network.ts';
import {asStorageFault} from '../system/storage-fault.ts';
import type {EngineOptions, FromRenderer, RenderRequest, ToRenderer} from './contract/protocol.ts';
import {serializeError} from './contract/serialized-error.ts';
import {type UseMark, useMark} from './devices/use-mark.ts';
import type {Engine} from './engine.ts';

/** This process takes every core, but the bot must answer within seconds: if both are ready, the bot goes first. */
const politeness = 5;
/** Threads inherit the priority of the thread that starts them, and the computing threads start later. */
setPriority(Math.min(19, getPriority() + politeness));

let engine: Promise<Studio> | undefined;
/** The encoders that the bot knows of. */
let announced: string | undefined;
let running: {id: string; stop: AbortController} | undefined;
/** Set while a device that `auto` chose is painting. */
let mark: UseMark | undefined;

process.on('message', (message: ToRenderer) => {
  switch (message.type) {
    case 'start':
      engine = openStudio(message.options);
      engine.then(
        ({engine: opened}) => {
          const {device, deviceReason, trouble} = opened;
          const {engine: name, device: wanted, dataDir} = message.options;
          if (name === 'onnx' && wanted === 'auto') mark = useMark(dataDir, device);
          if (deviceReason !== undefined) send({type: 'loading', message: deviceReason});
          if (trouble !== undefined) send({type: 'trouble', message: trouble});
          announce(opened);
        },
        (error: unknown) => send({type: 'unusable', error: serializeError(asStorageFault(error))}),
      );
      break;
    case 'render':
      void render(message.id, message.request);
      break;
    case 'cancel':
      if (running?.id === message.id) running.stop.abort();
      break;
  }
});
endWithParent();
ignoreSignals();
process.on('exit', () => mark?.clear());

interface Studio {
  engine: Engine;
  stylize: typeof import('./painting/stylize.ts').stylize;
}

/** Imports the engine only when its native libraries load: without them, this process could not say what is wrong. */
async function openStudio(options: EngineOptions): Promise<Studio> {
  useProxies(options.proxy);
  await requireNatives(['onnxruntime-node', 'sharp']);
  const [{openEngine}, {stylize}] = await Promise.all([
    import('./engine.ts'),
    import('./painting/stylize.ts'),
  ]);
  let opened: Engine | undefined;
  opened = await openEngine(options, (text, fraction) => {
    send({type: 'loading', message: text, ...(fraction !== undefined && {fraction})});
    if (announced !== undefined && opened) announce(opened);
  });
  return {engine: opened, stylize};
}

/** Says that it can paint, and again when an encoder has joined. */
function announce({device, describe}: Engine): void {
  const encoder = describe();
  if (encoder === announced) return;
  announced = encoder;
  send({type: 'ready', device, encoder});
}

async function render(id: string, request: RenderRequest): Promise<void> {
  const stop = new AbortController();
  try {
    if (!engine) throw new Error('expected start before render');
    if (running) throw new Error(`expected one render at a time; ${running.id} is still running`);
    running = {id, stop};
    const {engine: opened, stylize} = await engine;
    mark?.set();
    for await (const event of stylize(request, opened, stop.signal)) send({type: 'event', id, event});
  } catch (error) {
    send({type: 'failed', id, error: serializeError(asStorageFault(error)), cancelled: stop.signal.aborted});
  } finally {
    if (running?.id === id) {
      running = undefined;
      mark?.clear();
    }
  }
}

function send(message: FromRenderer): void {
  tellParent(message);
}
