"""The view in Streamlit: the data cached, the script run anew for each choice."""

import streamlit as st

from benchmarks.dashboards.school_class import CHOICES, chosen, class_levels, heat_map, overview

st.set_page_config(page_title="Class", layout="wide")
levels = st.cache_data(class_levels)()
choice = st.selectbox("Group", CHOICES)
shown = chosen(levels, choice)
st.plotly_chart(heat_map(shown))
st.dataframe(overview(shown), hide_index=True)
