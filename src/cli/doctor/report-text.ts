/** Formats the doctor's report for people to read. */
import {allowed, fullSize} from '../../nst/devices/self-test.ts';
import {seconds} from '../../nst/devices/trial.ts';
import {typed} from '../../system/own-program.ts';
import type {DeviceFinding, Report} from './findings.ts';

export function describeReport(report: Report): string {
  const {node, system, weights, dataDir, discord, redis, choice, advice, problems} = report;
  const lines = [
    entry('Node', `${node.version} (${node.required} or newer)`),
    entry('system', `${system.platform} ${system.arch} ${system.release}`),
    entry('CPU', `${system.cpu}, ${system.threads} ${system.threads === 1 ? 'thread' : 'threads'}`),
    entry('memory', `${system.memoryMb} MiB, ${system.freeMemoryMb} free`),
    entry('ONNX Runtime', report.onnxRuntime),
    entry(
      'data',
      dataDir.writable
        ? `${dataDir.path}, ${dataDir.freeMb} MiB free`
        : `${dataDir.path} cannot be written to`,
    ),
    entry(
      'weights',
      [weights.bundled && 'bundled encoder', weights.vgg19 && `VGG19 (${weights.vgg19})`]
        .filter(Boolean)
        .join(', ') || 'none',
    ),
    entry('Discord', describeDiscord(discord)),
    ...(redis.configured ? [entry('Redis', describeRedis(redis))] : []),
    '',
    `Devices (relative error of loss and gradient, allowed ${allowed.lossError} and ${allowed.gradientError}; seconds per evaluation of the bundled encoder)`,
    ...report.devices.map(describeDevice),
    '',
    entry('DEVICE', `${choice.wanted}: ${choice.device ? choice.why : 'cannot be used'}`),
    ...section('Advice', advice),
    ...section('Problems', problems),
    '',
    problems.length === 0 ? 'Ready to paint.' : 'Not ready to paint.',
  ];
  return lines.join('\n');
}

function describeDevice({device, state, reason, parity, speed}: DeviceFinding): string {
  const mark = {works: '✓', slow: '–', broken: '✗', absent: ' '}[state];
  const errors =
    device !== 'cpu' &&
    parity &&
    `${parity.lossError.toExponential(0)} ${parity.gradientError.toExponential(0)}`;
  const time =
    speed &&
    `${seconds(speed.seconds)} at ${speed.size} px${speed.size === fullSize ? '' : ` (CPU ${seconds(speed.cpuSeconds)} at ${fullSize} px)`}`;
  return `  ${mark} ${[device.padEnd(8), errors, time, reason].filter(Boolean).join('  ')}`;
}

function describeDiscord({configured, reached, shards}: Report['discord']): string {
  if (!configured) return `no token is configured; the bot needs one, but ${typed('stylize')} does not`;
  return reached === undefined
    ? 'a token is configured (use --online to ask Discord about it)'
    : `reached as ${reached}${shards ? `, which should have ${shards.advised} ${shards.advised === 1 ? 'shard' : 'shards'}` : ''}`;
}

function describeRedis({workers, unreachable}: Report['redis']): string {
  if (unreachable) return 'REDIS_URL is set but cannot be used';
  if (workers === undefined) return 'REDIS_URL is set (use --online to connect to it)';
  return workers === 0
    ? `reached; no worker is connected (run ${typed('worker')} on each machine that should paint)`
    : `reached, ${workers} ${workers === 1 ? 'worker' : 'workers'} connected`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function entry(name: string, value: string): string {
  return `${name.padEnd(14)}${value}`;
}
