import { Softphone } from '../../contract/softphone.js';
import { authOf } from '../auth.js';
import type { Router } from '../router.js';

export function softphoneRoutes(router: Router): void {
  const { softphones } = router.context.deps;
  router.add({
    method: 'POST', url: '/desk/softphone', tag: 'desk', summary: 'Register this browser as my phone', verb: 'desk.use', answer: Softphone, keyed: false,
    description: 'A password for this session’s SIP registration over WebSocket, good for 15 minutes: ask again before it ends. The newest session of a desk is the one that rings. Codes: `softphone.off`, `softphone.desk`.',
    run: ({ by, request }) => Promise.resolve(softphones.grant(by, authOf(request).token)),
  });
}
