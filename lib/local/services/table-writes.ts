import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../cloud-event.ts';
import { engineName, type TableAnswer, type TableEngine } from './dynalite-server.ts';

/** A write that changed something. */
export type TableChange = {
  readonly region: string;
  readonly table: string;
  readonly keys: Item;
  readonly before?: Item;
  readonly after?: Item;
};

type Input = Readonly<Record<string, unknown>> & { readonly TableName: string };

type Writer = (operation: string, input: Input, region: string) => Promise<TableAnswer>;

/**
 * Writes to tables one after the other per table, and tells what each changed, in the order of the writes. `keysOf`
 * gives the names of a table's key attributes. A write that changes nothing is not told, as AWS streams do not.
 */
export function tableWriter(
  engine: TableEngine,
  keysOf: (region: string, table: string) => readonly string[],
  changed: (change: TableChange) => void,
): Writer {
  const tails = new Map<string, Promise<unknown>>();

  const inTurn = <T>(table: string, write: () => Promise<T>): Promise<T> => {
    const turn = (tails.get(table) ?? Promise.resolve()).then(write, write);
    tails.set(table, turn);
    return turn;
  };

  const read = async (TableName: string, Key: Item): Promise<Item | undefined> => {
    const { json } = await engine.call('GetItem', { TableName, Key, ConsistentRead: true });
    return json.Item as Item | undefined;
  };

  const tell = (region: string, table: string, item: Item, before: Item | undefined, after: Item | undefined): void => {
    if (isDeepStrictEqual(before, after)) return;
    const keys = pick(item, keysOf(region, table));
    changed({ region, table, keys, ...(before && { before }), ...(after && { after }) });
  };

  const writeOne: Writer = async (operation, input, region) => {
    const TableName = engineName(region, input.TableName);
    const wanted = input.ReturnValues ?? 'NONE';
    const key = (input.Key ?? pick(input.Item as Item, keysOf(region, input.TableName))) as Item;
    const isUpdate = operation === 'UpdateItem';
    // The engine reads the old item for every write anyway; asked for it, no second call is needed.
    const asked = wanted === 'NONE' ? { ReturnValues: isUpdate ? 'ALL_NEW' : 'ALL_OLD' } : {};
    const readBefore = isUpdate ? await read(TableName, key) : undefined;
    const answer = await engine.call(operation, { ...input, ...asked, TableName });
    if (answer.status !== 200) return explainCondition(answer, input, () => read(TableName, key));
    const returned = answer.json.Attributes as Item | undefined;
    const before = isUpdate ? readBefore : returned;
    const after = isUpdate
      ? wanted === 'NONE' || wanted === 'ALL_NEW'
        ? returned
        : await read(TableName, key)
      : input.Item;
    tell(region, input.TableName, key, before, operation === 'DeleteItem' ? undefined : (after as Item | undefined));
    if (wanted !== 'NONE') return answer;
    const { Attributes: _, ...json } = answer.json;
    return { ...answer, json };
  };

  return (operation, input, region) =>
    inTurn(engineName(region, input.TableName), () => writeOne(operation, input, region));
}

/** dynalite ignores ReturnValuesOnConditionCheckFailure; the writes of a table are in turn, so it can be read now. */
async function explainCondition(
  answer: TableAnswer,
  input: Input,
  read: () => Promise<Item | undefined>,
): Promise<TableAnswer> {
  const isCondition = String(answer.json.__type).endsWith('ConditionalCheckFailedException');
  if (!isCondition || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return answer;
  return { ...answer, json: { ...answer.json, Item: await read() } };
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
