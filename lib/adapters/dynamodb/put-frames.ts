import type { FrameStore } from '../../app/ports.ts';
import type { AwsCaller } from '../aws/aws-caller.ts';
import { frameItem } from './frame-item.ts';

/** The results table of a region as the probe uses it: it only writes. Without the SDK, which takes longer to load than the rest. */
export function putFrames(call: AwsCaller, region: string, table: string): Pick<FrameStore, 'put'> {
  return {
    async put(frame) {
      const input = { TableName: table, Item: frameItem(frame), ConditionExpression: 'attribute_not_exists(pk)' };
      try {
        await call({ service: 'dynamodb', region, target: 'DynamoDB_20120810.PutItem', input });
        return 'stored';
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 'duplicate';
        throw error;
      }
    },
  };
}
