import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { NoticeTopics } from '../../app/ports.ts';
import type { Notice, Severity } from '../../core/notice.ts';
import { noticeSubject, noticeText } from '../../core/notice-text.ts';

/** The notice topics, one per severity. `arn` gives the topic of a severity. */
export function snsTopics(client: SNSClient, arn: (severity: Severity) => string): NoticeTopics {
  return {
    async publish(notice, id) {
      const { incident, check, kind, severity, monitor } = notice;
      const command = new PublishCommand({
        TopicArn: arn(severity),
        Subject: noticeSubject(notice),
        Message: noticeText(notice),
        MessageAttributes: attributes({ id, incident, check, kind, severity, monitor }),
      });
      await client.send(command);
    },
  };
}

/** SNS refuses an empty value. */
function attributes(words: Pick<Notice, 'incident' | 'check' | 'kind' | 'severity' | 'monitor'> & { id: string }) {
  const entries = Object.entries(words).filter(([, value]) => value !== '');
  return Object.fromEntries(entries.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]));
}
