/** The self-test process: `self-test-process.ts DEVICE [speed]`. It answers by messages (see trial.ts). */
import {endWithParent, tellParent} from '../../system/child/child-side.ts';
import type {Device} from '../contract/protocol.ts';
import {loadBundled} from '../encoders/weights.ts';
import {createOnnxBackend} from '../objective/onnx-backend.ts';
import {compare, compareSpeed} from './self-test.ts';
import type {FromSelfTest} from './trial.ts';

// Signals end it too: if a driver hangs, it never notices that its parent is gone.
endWithParent();

const [device, withSpeed] = process.argv.slice(2);
try {
  const encoder = await loadBundled();
  const reference = createOnnxBackend(encoder, 'cpu');
  const candidate = createOnnxBackend(encoder, device as Device);
  send({type: 'parity', parity: await compare(encoder, reference, candidate)});
  if (withSpeed) send({type: 'speed', speed: await compareSpeed(encoder, reference, candidate)});
  send({type: 'done'});
} catch (error) {
  send({type: 'failed', reason: error instanceof Error ? error.message : String(error)});
}

function send(message: FromSelfTest): void {
  tellParent(message);
}
