/**
 * Brings HDR highlights down to what a screen of ordinary brightness shows: the Reference White Tone Mapping Operator
 * of SMPTE ST 2094-50 (annex D), which browsers use. Up to white, contrast stays as it is; above, a curve without a
 * kink bends towards the peak. The brightest of the three channels decides, so hues stay.
 */
import {hlgPeakNits, referenceWhiteNits} from './transfer.ts';

/** Headroom of a peak of 1000 cd/m², from which on white is as dark as it gets. */
const fullHeadroom = Math.log2(hlgPeakNits / referenceWhiteNits);
/** How far the curve follows the straight line through white, and then the peak. */
const kappa = 0.65;

/**
 * @param peakNits the brightest the picture gets, cd/m²
 * @returns the factor for a pixel whose brightest channel has the light `brightest`; white is 1
 */
export function toneMap(peakNits: number): (brightest: number) => number {
  const peak = peakNits / referenceWhiteNits;
  if (!(peak > 1)) return () => 1;
  const white = 1 - 0.5 * Math.min(1, Math.log2(peak) / fullHeadroom);
  const [bendX, bendY] = [1 - kappa + kappa / white, (1 - kappa) * white + kappa];
  const [a, b] = [1 - 2 * bendX + peak, 2 * bendX - 2];
  const [c, d] = [white - 2 * bendY + 1, 2 * bendY - 2 * white];
  return (brightest) => {
    if (brightest <= 1) return white;
    if (brightest >= peak) return 1 / brightest;
    const beyond = brightest - 1;
    const along = (2 * beyond) / (b + Math.sqrt(b * b + 4 * a * beyond));
    return (white + along * (d + along * c)) / brightest;
  };
}
