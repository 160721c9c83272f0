import { darkTheme, NConfigProvider } from 'naive-ui'
import { defineComponent, h } from 'vue'
import { useThemeName } from '../../../src-renderer/composables/use-theme.ts'
import { palettes } from '../../../src-renderer/theme/palette.ts'

/** The application's colours for what naive-ui draws: without them its contrast would be its own. */
export const NaiveTheme = defineComponent((_, { slots }) => {
  const name = useThemeName()
  return () => {
    const colours = palettes[name.value]
    const common = {
      primaryColor: colours.accent,
      primaryColorHover: colours.accentHover,
      primaryColorPressed: colours.accentPressed,
      primaryColorSuppl: colours.accentHover,
      textColorBase: colours.text,
      textColor1: colours.text,
      textColor2: colours.text,
      textColor3: colours.muted,
      textColorDisabled: colours.faint,
      iconColor: colours.muted,
      dividerColor: colours.line,
      borderColor: colours.line,
      hoverColor: colours.hover,
      popoverColor: colours.panel,
      cardColor: colours.panel,
      modalColor: colours.panel,
    }
    return h(
      NConfigProvider,
      { theme: name.value === 'dark' ? darkTheme : null, themeOverrides: { common }, abstract: true, preflightStyleDisabled: true },
      () => slots['default']?.(),
    )
  }
})
