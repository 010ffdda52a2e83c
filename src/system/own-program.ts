/**
 * The product runs in two forms: TypeScript in a checkout, which tsx reads, and JavaScript in a built package. This is
 * the only place that knows which one it is.
 */
import {extname} from 'node:path';

const isBuilt = extname(import.meta.url) === '.js';

/**
 * A module of the product that another process runs.
 * @param path from the caller's folder, without an extension
 * @param caller its `import.meta.url`
 */
export function ownModule(path: string, caller: string): URL {
  return new URL(`${path}${extname(caller)}`, caller);
}

/** The arguments that Node needs before such a module to run it. */
export function loaderFor(module: URL): string[] {
  return /\.m?ts$/.test(module.pathname) ? ['--import', new URL('typescript.mjs', import.meta.url).href] : [];
}

/** What an operator types to install it. */
export const install = isBuilt ? 'npm install' : 'npm ci';

/** What an operator types to install packages that we do not depend on. A checkout's own list of packages stays as it is. */
export function installing(packages: readonly string[]): string {
  return ['npm install --ignore-scripts', ...(isBuilt ? [] : ['--no-save']), ...packages].join(' ');
}

/** What an operator types to run a command of the product. @param args with their placeholders, such as `--from FILE` */
export function typed(command: string, args = ''): string {
  const [program, separator] = isBuilt
    ? [`npx atelier ${command}`, '']
    : [`npm run ${command.replace('-', ':')}`, '-- '];
  return args === '' ? program : `${program} ${separator}${args}`;
}
