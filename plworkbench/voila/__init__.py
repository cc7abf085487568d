"""The dashboards as web pages: our own Voila template, and a server that lets nobody in but the teacher."""
