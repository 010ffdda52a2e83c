/**
 * `npm run notices`: writes THIRD-PARTY-NOTICES.md from the packages that `npm ci --omit=dev` installs, and fails if one
 * of them has a licence that has not been looked at. `--check` only compares.
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const target = join(repository, 'THIRD-PARTY-NOTICES.md');

/** These allow redistribution with a notice. LGPL-3.0 is libvips' and libheif's, which users may replace in node_modules. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'LGPL-3.0',
  'LGPL-3.0-or-later',
  'MIT',
]);

/** Packages whose licence has no name of its own, and what it says. */
const readByHand: Readonly<Record<string, string>> = {
  h5wasm: 'public domain (NIST), with HDF5 under a licence like BSD-3-Clause',
};

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  peer?: boolean;
}

export interface Notice {
  name: string;
  version: string;
  licence: string;
}

/** Packages in the lockfile that are installed for running, on any system, by name. */
export function readNotices(root = repository): Notice[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const packages: [string, LockedPackage][] = Object.entries(lock.packages);
  return packages
    .filter(([path, {dev, peer}]) => path !== '' && !dev && !peer)
    .map(([path, {version, license = 'none'}]) => {
      const name = path.replace(/^.*node_modules\//, '');
      return {
        name,
        version,
        licence: license.startsWith('SEE LICENSE') ? (readByHand[name] ?? license) : license,
      };
    })
    .sort(
      (one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version),
    );
}

/** Licences that somebody has to look at, with their packages. An expression with OR needs one that is allowed. */
export function unknownLicences(notices: readonly Notice[]): string[] {
  return notices
    .filter(({name, licence}) => licence !== readByHand[name] && !isAllowed(licence))
    .map(({name, version, licence}) => `${name} ${version}: ${licence}`);
}

function isAllowed(expression: string): boolean {
  const bare = expression.replace(/[()]/g, '');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((one) => allowed.has(one.trim())));
}

/** Only what does not depend on the system: the names and licences of all packages. */
function describe(notices: readonly Notice[]): string {
  const rows = notices.map(({name, version, licence}) => `| ${name} | ${version} | ${licence} |`);
  const table = [...new Set(rows)].join('\n');
  return `# Third-party notices

Atelier is under the MIT licence ([LICENSE](LICENSE)). A package or an image of it holds the packages below; each lies in
\`node_modules\` with the text of its licence. \`npm run notices\` writes this page. The paintings are in the public domain
or drawn by this repository's programs (\`assets/styles/catalogue.json\`); the face detector is under Apache-2.0
(\`assets/models/blazeface-LICENSE\`); VGG19's weights are CC BY 4.0.

| package | version | licence |
|---|---|---|
${table}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const notices = readNotices();
  const unknown = unknownLicences(notices);
  const page = describe(notices);
  if (unknown.length > 0) {
    console.error(`licences that nobody has looked at:\n  ${unknown.join('\n  ')}`);
    process.exitCode = 1;
  } else if (!process.argv.includes('--check')) {
    writeFileSync(target, page);
  } else if (!existsSync(target) || readFileSync(target, 'utf8') !== page) {
    console.error('THIRD-PARTY-NOTICES.md is not up to date: run npm run notices');
    process.exitCode = 1;
  }
}
