/** The address of a script that runs beside the page. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}
