/** Voronoi cells: which site is nearest to a point, and how far away the border to the next cell is. */
export interface Site {
  x: number;
  y: number;
}

export interface Hit {
  index: number;
  /** Distance to the nearest site. */
  distance: number;
  /** Distance to the second nearest site minus that to the nearest: 0 on a border. */
  border: number;
}

/** @param metric distance between a point and a site, at least the Euclidean distance divided by √2 */
export function createCells<S extends Site>(
  sites: readonly S[],
  width: number,
  height: number,
  metric: (dx: number, dy: number, site: S) => number = (dx, dy) => Math.hypot(dx, dy),
): (x: number, y: number) => Hit {
  const side = Math.max(4, Math.sqrt((width * height) / sites.length) * 1.5);
  const columns = Math.ceil(width / side) + 2;
  const rows = Math.ceil(height / side) + 2;
  const bins: number[][] = Array.from({length: columns * rows}, () => []);
  const binOf = (value: number, count: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor(value / side) + 1));
  sites.forEach(({x, y}, index) => {
    bins[binOf(y, rows) * columns + binOf(x, columns)]?.push(index);
  });

  return (x, y) => {
    let first = {index: -1, distance: Number.POSITIVE_INFINITY};
    let second = Number.POSITIVE_INFINITY;
    const [column, row] = [binOf(x, columns), binOf(y, rows)];
    for (let reach = 0; reach < Math.max(columns, rows); reach++) {
      if (second <= ((reach - 1) * side) / Math.SQRT2) break;
      for (const bin of ring(column, row, reach, columns, rows)) {
        for (const index of bins[bin] ?? []) {
          const site = sites[index] as S;
          const distance = metric(x - site.x, y - site.y, site);
          if (distance < first.distance) {
            second = first.distance;
            first = {index, distance};
          } else if (distance < second) second = distance;
        }
      }
    }
    return {...first, border: second - first.distance};
  };
}

/** Moves every site to the middle of its cell, which makes the cells about equally large. */
export function relax<S extends Site>(
  sites: readonly S[],
  width: number,
  height: number,
  rounds: number,
  metric?: (dx: number, dy: number, site: S) => number,
): S[] {
  let moved = [...sites];
  for (let round = 0; round < rounds; round++) {
    const nearest = createCells(moved, width, height, metric);
    const sums = moved.map(() => ({x: 0, y: 0, count: 0}));
    for (let y = 1; y < height; y += 3) {
      for (let x = 1; x < width; x += 3) {
        const sum = sums[nearest(x, y).index];
        if (!sum) continue;
        sum.x += x;
        sum.y += y;
        sum.count += 1;
      }
    }
    moved = moved.map((site, index) => {
      const {x, y, count} = sums[index] as {x: number; y: number; count: number};
      return count > 0 ? {...site, x: x / count, y: y / count} : site;
    });
  }
  return moved;
}

function* ring(column: number, row: number, reach: number, columns: number, rows: number): Generator<number> {
  for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y++) {
    const edge = Math.abs(y - row) === reach;
    for (let x = column - reach; x <= column + reach; x += edge || reach === 0 ? 1 : 2 * reach) {
      if (x >= 0 && x < columns) yield y * columns + x;
    }
  }
}
