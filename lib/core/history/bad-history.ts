/** A history that cannot be judged: says where, what was found, what is allowed. */
export class BadHistory extends Error {
  override readonly name = 'BadHistory';

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
  }
}
