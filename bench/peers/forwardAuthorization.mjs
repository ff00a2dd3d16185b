/** What every gateway is told here: the caller's authorization goes on to the subgraphs. */
export const forwardAuthorization = {
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const authorization = request.headers.get('authorization');
      return authorization === null ? {} : { authorization };
    },
  },
};
