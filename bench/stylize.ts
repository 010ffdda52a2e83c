/**
 * Paints one picture with another recipe, for experiments: the product's command line with one more option.
 *   npx tsx bench/stylize.ts --recipe RECIPE PHOTO --style STYLE [options of npm run stylize]
 * RECIPE is JSON, or changes the default recipe: `key=value,…`, lists joined by `+` (`classic` may come first).
 */
import 'dotenv/config';
import {stylizeFile} from '../src/cli/stylize/stylize-file.ts';
import {parseRecipe, recipeKeys} from './recipe-text.ts';

const [option, text, ...args] = process.argv.slice(2);
if (option !== '--recipe' || text === undefined) {
  process.stderr.write(`usage: npx tsx bench/stylize.ts --recipe RECIPE PHOTO --style STYLE [options]

  RECIPE   key=value,… with lists joined by +; default or classic may come first; or JSON
           keys: ${recipeKeys.join(' ')}
`);
  process.exit(2);
}
try {
  await stylizeFile(args, process.env, parseRecipe(text));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
