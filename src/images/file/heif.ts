/**
 * What an AVIF or HEIC file says about the picture it shows: its primary item, or what that is the tone-mapped form of
 * (ISO/IEC 23008-12).
 */
import {type Box, boxesIn, findBox} from './boxes.ts';
import {type Reader, readerOf} from './bytes.ts';

export interface HeifPicture {
  id: number;
  /** What the file names: this picture, or its tone-mapped form. */
  primaryId: number;
  /** The items that a grid or an overlay is made of. */
  parts: readonly number[];
  /** The coding of the primary item, or of the tiles it is made of: `av01`, `hvc1`, … */
  codec: string;
  /** Of the primary item, before it is turned; 0 when the file does not say. */
  width: number;
  height: number;
  /** Of the channel with the most; 8 when the file does not say. */
  bitDepth: number;
  /** Colour codes of ITU-T H.273, from the container: primaries, transfer characteristics. */
  nclx?: {primaries: number; transfer: number};
  /** An ICC profile. */
  icc?: Uint8Array;
  /** Configuration of the decoder, with AV1's sequence header or HEVC's parameter sets. */
  config?: Reader;
  /** Bytes of the item, or of its first tile, as far as the file has them. */
  data: Reader;
  /** Brightest pixel and brightest value of the mastering display, cd/m². */
  maxContentNits?: number;
  maxDisplayNits?: number;
  /** Whether the colours were stored as bright as they show on black. */
  premultiplied: boolean;
  /** What becomes of this picture with a gain map. */
  toneMapped?: {gainMapId: number; metadata: Reader; nclx?: HeifPicture['nclx']};
  /** Whether the file ends before the item, its tiles or its transparency do. */
  endsEarly: boolean;
}

interface Item {
  id: number;
  type: string;
}

const alphaUrn = /^urn:(mpeg:mpegB:cicp:systems:auxiliary:alpha|mpeg:hevc:2015:auxid:1)\0?$/;

/** Undefined when the file has no primary item that could be a picture. */
export function readHeif(bytes: Uint8Array): HeifPicture | undefined {
  const file = readerOf(bytes);
  const meta = findBox(file, 'meta');
  if (!meta) return undefined;
  const primary = readPrimaryId(meta.body);
  const items = readItems(meta.body);
  const named = items.find(({id}) => id === primary);
  const item =
    named?.type === 'tmap'
      ? items.find(({id}) => id === referencesFrom(meta.body, 'dimg', primary)[0])
      : named;
  if (!item) return undefined;
  const derived = ['grid', 'iovl', 'iden'].includes(item.type);
  const parts = derived ? referencesFrom(meta.body, 'dimg', item.id) : [];
  const coded = derived ? items.find(({id}) => id === parts[0]) : item;
  if (!coded) return undefined;

  const all = findBox(meta.body.slice(4, meta.body.length), 'iprp/ipco');
  const properties = (id: number): Box[] => propertiesOf(meta.body, all, id);
  const own = [...properties(item.id), ...(derived ? properties(coded.id) : [])];
  const masks = referencesTo(meta.body, 'auxl', item.id).filter((id) =>
    properties(id).some(({type, body}) => type === 'auxC' && alphaUrn.test(body.text(4, body.length - 4))),
  );
  const places = readPlaces(meta.body);
  const inFile = (id: number): Reader[] => placesOf(places, id, file, meta.body);
  const needed = [item.id, ...parts, ...masks].flatMap((id) =>
    places.get(id)?.method === 0 ? (places.get(id)?.extents ?? []) : [],
  );
  const toneMapped = items.find(
    ({id, type}) => type === 'tmap' && referencesFrom(meta.body, 'dimg', id)[0] === item.id,
  );
  const gainMapId = toneMapped && referencesFrom(meta.body, 'dimg', toneMapped.id)[1];
  const metadata = toneMapped && inFile(toneMapped.id)[0];
  return {
    id: item.id,
    primaryId: primary,
    parts,
    codec: coded.type,
    ...sizeOf(own),
    bitDepth: depthOf(own),
    ...colourOf(own),
    ...lightOf(own),
    ...withConfig(own),
    data: inFile(coded.id)[0] ?? readerOf(new Uint8Array()),
    premultiplied: referencesFrom(meta.body, 'prem', item.id).length > 0,
    ...(gainMapId !== undefined &&
      metadata && {toneMapped: {gainMapId, metadata, nclx: colourOf(properties(toneMapped.id)).nclx}}),
    endsEarly: meta.end > file.length || needed.some(({end}) => end > file.length),
  };
}

/** Frames of the longest track of an image sequence; 0 when the file has none. */
export function sequenceFrames(bytes: Uint8Array): number {
  const file = readerOf(bytes);
  if (!/^(avis|msf1|hevc|hevx|hevm|hevs)$/.test(file.text(8, 4))) return 0;
  const moov = findBox(file, 'moov');
  const tracks = moov ? boxesIn(moov.body).filter(({type}) => type === 'trak') : [];
  const counts = tracks.map(({body}) => findBox(body, 'mdia/minf/stbl/stsz')?.body.u32(8) ?? 0);
  return Math.max(0, ...counts);
}

function readPrimaryId(meta: Reader): number {
  const box = boxIn(meta, 'pitm');
  if (!box) return 0;
  return box.body.u8(0) === 0 ? box.body.u16(4) : box.body.u32(4);
}

function readItems(meta: Reader): Item[] {
  const box = boxIn(meta, 'iinf');
  if (!box) return [];
  return boxesIn(box.body, box.body.u8(0) === 0 ? 6 : 8)
    .filter(({type, body}) => type === 'infe' && body.u8(0) >= 2)
    .map(({body}) => {
      const wide = body.u8(0) === 2 ? 2 : 4;
      return {id: body.uint(4, wide), type: body.text(4 + wide + 2, 4)};
    });
}

function references(meta: Reader, kind: string): {from: number; to: number[]}[] {
  const box = boxIn(meta, 'iref');
  if (!box) return [];
  const wide = box.body.u8(0) === 0 ? 2 : 4;
  return boxesIn(box.body, 4)
    .filter(({type}) => type === kind)
    .map(({body}) => {
      const count = Math.min(body.u16(wide), Math.floor(body.length / wide));
      const to = Array.from({length: count}, (_, index) => body.uint(wide + 2 + index * wide, wide));
      return {from: body.uint(0, wide), to};
    });
}

function referencesFrom(meta: Reader, kind: string, id: number): number[] {
  return references(meta, kind).find(({from}) => from === id)?.to ?? [];
}

function referencesTo(meta: Reader, kind: string, id: number): number[] {
  return references(meta, kind).flatMap(({from, to}) => (to.includes(id) ? [from] : []));
}

/** The properties that `ipma` associates with an item. */
function propertiesOf(meta: Reader, all: Box | undefined, id: number): Box[] {
  const iprp = boxIn(meta, 'iprp');
  if (!iprp || !all) return [];
  const known = boxesIn(all.body);
  return boxesIn(iprp.body)
    .filter(({type}) => type === 'ipma')
    .flatMap(({body}) => {
      const wideIds = body.u8(0) > 0 ? 4 : 2;
      const wideIndexes = body.u8(3) & 1;
      let at = 8;
      for (let entry = 0; entry < body.u32(4) && at < body.length; entry++) {
        const item = body.uint(at, wideIds);
        const count = body.u8(at + wideIds);
        at += wideIds + 1;
        const size = wideIndexes ? 2 : 1;
        if (item !== id) {
          at += count * size;
          continue;
        }
        return Array.from({length: count}, (_, index) => {
          const raw = body.uint(at + index * size, size);
          return known[(wideIndexes ? raw & 0x7fff : raw & 0x7f) - 1];
        }).filter((box) => box !== undefined);
      }
      return [];
    });
}

interface Place {
  /** 0: in the file; 1: in the box `idat`. Others are made of further items. */
  method: number;
  /** From the beginning of what `method` names. */
  extents: {start: number; end: number}[];
}

function readPlaces(meta: Reader): Map<number, Place> {
  const places = new Map<number, Place>();
  const box = boxIn(meta, 'iloc');
  if (!box) return places;
  const {body} = box;
  const version = body.u8(0);
  const [offsetSize, lengthSize, baseSize] = [body.u8(4) >> 4, body.u8(4) & 15, body.u8(5) >> 4];
  const indexSize = version > 0 ? body.u8(5) & 15 : 0;
  const wide = version < 2 ? 2 : 4;
  const count = body.uint(6, wide);
  let at = 6 + wide;
  for (let item = 0; item < count && at < body.length; item++) {
    const id = body.uint(at, wide);
    at += wide;
    const method = version > 0 ? body.u16(at) & 15 : 0;
    at += (version > 0 ? 2 : 0) + 2;
    const base = body.uint(at, baseSize);
    at += baseSize;
    const extents: Place['extents'] = [];
    const extentCount = body.u16(at);
    at += 2;
    for (let extent = 0; extent < extentCount && at < body.length; extent++) {
      const start = base + body.uint(at + indexSize, offsetSize);
      const length = body.uint(at + indexSize + offsetSize, lengthSize);
      extents.push({start, end: start + length});
      at += indexSize + offsetSize + lengthSize;
    }
    places.set(id, {method, extents});
  }
  return places;
}

function placesOf(places: Map<number, Place>, id: number, file: Reader, meta: Reader): Reader[] {
  const place = places.get(id);
  const source = place?.method === 0 ? file : place?.method === 1 ? boxIn(meta, 'idat')?.body : undefined;
  return source ? (place?.extents ?? []).map(({start, end}) => source.slice(start, end)) : [];
}

function boxIn(meta: Reader, type: string): Box | undefined {
  return boxesIn(meta, 4).find((box) => box.type === type);
}

function sizeOf(properties: readonly Box[]): {width: number; height: number} {
  const body = properties.find(({type}) => type === 'ispe')?.body;
  return {width: body?.u32(4) ?? 0, height: body?.u32(8) ?? 0};
}

function depthOf(properties: readonly Box[]): number {
  const body = properties.find(({type}) => type === 'pixi')?.body;
  if (body) return Math.max(8, ...Array.from({length: body.u8(4)}, (_, index) => body.u8(5 + index)));
  const av1 = properties.find(({type}) => type === 'av1C')?.body;
  if (av1) return (av1.u8(2) & 0x40) === 0 ? 8 : (av1.u8(2) & 0x20) === 0 ? 10 : 12;
  const hevc = properties.find(({type}) => type === 'hvcC')?.body;
  return hevc ? 8 + (hevc.u8(17) & 7) : 8;
}

function colourOf(properties: readonly Box[]): Pick<HeifPicture, 'nclx' | 'icc'> {
  const boxes = properties.filter(({type}) => type === 'colr').map(({body}) => body);
  const profile = boxes.find((body) => ['prof', 'rICC'].includes(body.text(0, 4)));
  const codes = boxes.find((body) => ['nclx', 'nclc'].includes(body.text(0, 4)));
  return {
    ...(profile && {icc: profile.bytes.subarray(4)}),
    ...(codes && {nclx: {primaries: codes.u16(4), transfer: codes.u16(6)}}),
  };
}

/** Content light level (`clli`, cd/m²) and mastering display (`mdcv`, 0.0001 cd/m²). */
function lightOf(properties: readonly Box[]): Pick<HeifPicture, 'maxContentNits' | 'maxDisplayNits'> {
  const content = properties.find(({type}) => type === 'clli')?.body.u16(0);
  const display = properties.find(({type}) => type === 'mdcv')?.body.u32(16);
  return {
    ...(content && {maxContentNits: content}),
    ...(display && {maxDisplayNits: display / 10_000}),
  };
}

function withConfig(properties: readonly Box[]): Pick<HeifPicture, 'config'> {
  const box = properties.find(({type}) => type === 'av1C' || type === 'hvcC');
  return box ? {config: box.body} : {};
}
