/** Least squares: MB a second, and the mean. */
export function line(points: readonly { readonly at: number; readonly mb: number }[]): { readonly slope: number; readonly mean: number } {
  const n = points.length || 1;
  const x = points.reduce((total, point) => total + point.at, 0) / n;
  const mean = points.reduce((total, point) => total + point.mb, 0) / n;
  const spread = points.reduce((total, point) => total + (point.at - x) ** 2, 0);
  return { slope: spread === 0 ? 0 : points.reduce((total, point) => total + (point.at - x) * (point.mb - mean), 0) / spread, mean };
}
