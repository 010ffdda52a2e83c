/** Reads from onnxruntime-node itself which package has the CUDA provider that fits the installed ONNX Runtime. */
import {createRequire} from 'node:module';
import {basename} from 'node:path';
import {z} from 'zod';

export interface ProviderPackage {
  /** Address of the NuGet server's service index. */
  index: string;
  name: string;
  version: string;
  /** Paths of the needed libraries in the package. */
  files: readonly string[];
}

const metadataSchema = z.object({
  manifests: z.record(z.string(), z.record(z.string(), z.object({package: z.string(), path: z.string()}))),
  packages: z.record(
    z.string(),
    z.object({name: z.string(), versions: z.array(z.object({feed: z.string(), version: z.string()})).min(1)}),
  ),
  feeds: z.record(z.string(), z.object({index: z.url()})),
});

/** The same package has TensorRT's provider, which nothing here uses. */
const needed = ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'];

/** @throws when onnxruntime-node's metadata has a different shape than in 1.30 */
export function readProviderPackage(): ProviderPackage {
  const load = createRequire(import.meta.url);
  const {manifests, packages, feeds} = metadataSchema.parse(
    load('onnxruntime-node/script/install-metadata.js'),
  );
  const manifest = Object.values(manifests['linux/x64:cuda12'] ?? {});
  const files = manifest.filter(({path}) => needed.includes(basename(path)));
  const source = packages[files[0]?.package ?? ''];
  const release = source?.versions[0];
  const feed = feeds[release?.feed ?? ''];
  if (!source || !release || !feed || files.length !== needed.length) {
    throw new Error('expected onnxruntime-node to name a package with the CUDA 12 provider for Linux x64');
  }
  return {index: feed.index, name: source.name, version: release.version, files: files.map(({path}) => path)};
}
