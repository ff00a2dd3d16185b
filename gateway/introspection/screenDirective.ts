import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';

const words = new GraphQLList(new GraphQLNonNull(GraphQLString));

/** What a document may state of itself (policies/screen.ts), shown so that editors know it. */
export const screenDirective = new GraphQLDirective({
  name: 'screen',
  description: 'The purpose that a document is read for, and who may ask it.',
  locations: [DirectiveLocation.QUERY, DirectiveLocation.MUTATION],
  args: {
    purpose: { type: new GraphQLNonNull(GraphQLString) },
    roles: { type: new GraphQLNonNull(words) },
    subjectsMax: {
      type: new GraphQLNonNull(GraphQLInt),
      description: 'The most natural persons whose values the answer may hold.',
    },
    showWithheld: {
      type: words,
      description: 'Fields that may be withheld: the screen shows that they are.',
    },
    onDenied: {
      type: new GraphQLEnumType({
        name: 'ScreenOnDenied',
        values: { WITHHOLD: {}, REFUSE: {} },
      }),
    },
  },
});
