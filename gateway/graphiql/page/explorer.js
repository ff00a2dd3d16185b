/* global React, ReactDOM, GraphiQL */
import { planPane } from './plan.js';

// An ad-hoc document without a purpose may ask for business fields; any other needs to state one.
const business = `# Fields of business classes need no purpose.
query Products {
  products(first: 5) {
    edges { node { sku name status } }
  }
}
`;

const stated = `# Any other field needs a purpose, in development mode, on synthetic data.
query Pipeline
@screen(purpose: "sales-planning", roles: ["account-manager", "sales-lead"], subjectsMax: 0) {
  pipeline(first: 5) {
    totalCount
    edges { node { name stage amount { minorUnits currency } } }
  }
}
`;

const form = document.getElementById('caller');
const field = document.getElementById('token');
const says = document.getElementById('says');
const root = ReactDOM.createRoot(document.getElementById('explorer'));

/** Asks the gateway that served this page; the token is kept by this page alone, and nowhere stored. */
const fetcherFor =
  (token) =>
  async (request, { headers = {} } = {}) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify(request),
    });
    return response.json();
  };

/** A new caller sees another part of the graph, so all is asked for anew. */
const show = (token) => {
  planPane.callAs(token);
  root.render(
    React.createElement(GraphiQL, {
      key: token,
      fetcher: fetcherFor(token),
      defaultTabs: [{ query: business }, { query: stated }],
      defaultEditorToolsVisibility: true,
      shouldPersistHeaders: false,
      storage: window.sessionStorage,
      isHeadersEditorEnabled: true,
      onEditQuery: planPane.edit,
      onTabChange: ({ tabs, activeTabIndex }) => planPane.edit(tabs[activeTabIndex]?.query),
    }),
  );
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const token = field.value.trim();
  says.textContent = token === '' ? 'Nobody is signed in.' : 'The token is used for each request.';
  show(token);
});
planPane.edit(business);
show('');
