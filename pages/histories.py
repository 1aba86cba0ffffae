"""The histories page: the guard, and the call of its view."""

from __future__ import annotations

import streamlit as st

from pages.ui.histories import page as histories

if not st.session_state.get("_app_ran"):  # a deep link that woke the server came here past app.py
    from app import main

    main()
    st.stop()

histories.show()
