/**
 * Finds a package on a NuGet server and its SHA-512 in the catalog (Microsoft, "NuGet Server API": service index,
 * package content, registration and catalog resources).
 */
import {z} from 'zod';
import {AppError} from '../../errors.ts';
import type {RemotePackage} from '../../nst/encoders/download-file.ts';
import {fetch} from '../../system/network.ts';

const timeoutMs = 30_000;

const indexSchema = z.object({resources: z.array(z.object({'@id': z.url(), '@type': z.string()}))});
const registrationSchema = z.object({catalogEntry: z.url()});
const catalogSchema = z.object({
  packageHash: z.base64(),
  packageHashAlgorithm: z.literal('SHA512'),
  packageSize: z.number().int().positive(),
});

/** @throws AppError `DOWNLOAD_FAILED` */
export async function findNugetPackage(index: string, name: string, version: string): Promise<RemotePackage> {
  const {resources} = await getJson(index, indexSchema);
  const resource = (...types: string[]): string => {
    const found = types.map((type) => resources.find((entry) => entry['@type'] === type)).find(Boolean);
    if (!found) throw new AppError('DOWNLOAD_FAILED', `${index} has no resource ${types[0]}`);
    return found['@id'].replace(/\/*$/, '/');
  };
  const [id, release] = [name.toLowerCase(), version.toLowerCase()];
  const registrations = resource(
    'RegistrationsBaseUrl/3.6.0',
    'RegistrationsBaseUrl/3.4.0',
    'RegistrationsBaseUrl',
  );
  const {catalogEntry} = await getJson(`${registrations}${id}/${release}.json`, registrationSchema);
  const {packageHash, packageSize} = await getJson(catalogEntry, catalogSchema);
  return {
    url: `${resource('PackageBaseAddress/3.0.0')}${id}/${release}/${id}.${release}.nupkg`,
    bytes: packageSize,
    sha512: Buffer.from(packageHash, 'base64').toString('hex'),
  };
}

async function getJson<Schema extends z.ZodType>(url: string, schema: Schema): Promise<z.infer<Schema>> {
  let response: Response;
  try {
    response = await fetch(url, {signal: AbortSignal.timeout(timeoutMs)});
  } catch (cause) {
    const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
    const reason = inner instanceof Error ? inner.message : String(inner);
    throw new AppError('DOWNLOAD_FAILED', `${url} cannot be reached: ${reason}`, {cause});
  }
  if (!response.ok) throw new AppError('DOWNLOAD_FAILED', `${url} answered ${response.status}`);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    throw new AppError('DOWNLOAD_FAILED', `${url} sent an unexpected answer`, {cause: parsed.error});
  }
  return parsed.data;
}
