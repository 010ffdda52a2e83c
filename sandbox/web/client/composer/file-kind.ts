/** Whether a file's type or name says that it is no picture; some browsers know no type for newer formats. */
export function isNoPicture({type, name}: Pick<File, 'type' | 'name'>): boolean {
  if (type !== '') return !type.startsWith('image/');
  return !/\.(avif|hei[cf]|jf?if|jpe?g|jxl|png|webp|gif|tiff?)$/i.test(name);
}
