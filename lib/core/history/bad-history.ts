/** A history that cannot be judged: says where, what was found, what is allowed. */
export class BadHistory extends Error {
  override readonly name = 'BadHistory';

  /** `place`: the number of a line, from 1, or words. */
  constructor(place: number | string, message: string) {
    super(`${typeof place === 'number' ? `line ${place}` : place}: ${message}`);
  }
}
